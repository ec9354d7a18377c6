"""What the service is made of whatever it is asked through: who asks, how long work goes on, what waits its turn."""
