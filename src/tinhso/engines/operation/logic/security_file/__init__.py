"""The file of the system's security level (hồ sơ cấp độ), written by the running system about itself.

One description, `describing.describe`, from settings, health, rights table, log and copies; page, papers and drawing
only lay it out. Nothing in it names a person or holds a secret: what may is counted, or said to be set.
"""
