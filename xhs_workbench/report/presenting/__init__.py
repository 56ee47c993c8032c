"""The deck: slides made of what an executed report holds, as a file that PowerPoint, Keynote and LibreOffice edit."""
