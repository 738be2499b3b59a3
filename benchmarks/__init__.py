"""Speed and quality measured beside peers in the same run; each script writes its section of RESULTS.md."""
