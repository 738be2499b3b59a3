"""Background work: the queue, its tasks and the worker; what a task does is a flow of the pipeline."""
