"""What turns visitors into qualified leads, without any window: the core, which knows no Qt."""
