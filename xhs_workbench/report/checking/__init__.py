"""What a report would refuse, found before a kernel starts: names nobody knows, files that are not what they should be."""
