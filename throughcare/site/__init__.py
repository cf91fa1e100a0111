"""Where the contexts are put together: settings, addresses, commands, the home of each role, shared templates."""
