#!/usr/bin/env python3
"""Management commands of Palier; `python3 run.py manage COMMAND` gives them their servers and environment."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from common.starting import told_in_one_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # The one that serves is read by who collects logs; the others, by a person at a terminal.
    serves = sys.argv[1:2] == ["serve_metrics"]
    with told_in_one_line("metrics") if serves else nullcontext():
        execute_from_command_line(sys.argv)
