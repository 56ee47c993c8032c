"""What ads cost and brought: by platform, note, placement, phase and day, against plan and against the live advice."""
