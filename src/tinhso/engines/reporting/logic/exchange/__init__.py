"""A consolidated report sent on to another report system: the 13 messages of QCVN 125:2021/BTTTT as JSON."""
