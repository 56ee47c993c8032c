"""Native charts of the story's pictures, each with a workbook that holds what is plotted and nothing else."""
