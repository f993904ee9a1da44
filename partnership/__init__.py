"""The roof of the portal: settings, addresses, the day, sign-in and the set-up. Nobody imports it."""
