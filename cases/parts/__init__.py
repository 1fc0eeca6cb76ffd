"""What is signed in two parts, as typed content: written by forms, read by screens and documents, frozen when issued."""
