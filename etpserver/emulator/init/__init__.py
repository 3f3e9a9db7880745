"""What a server does before it is ready: the files of `--init`, in the order of their names."""
