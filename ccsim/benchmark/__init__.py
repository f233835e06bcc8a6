"""How fast the engines are, beside other simulators of the same queue on the same machine in the same minutes."""
