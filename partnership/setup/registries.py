"""Telling an unreachable package registry from every other failure."""

from partnership.setup.terminal import Failed, Stop, show_tail

SIGNS_OF_NO_NETWORK = (
    "connection refused",
    "connectionerror",
    "connecttimeout",
    "could not resolve",
    "econnrefused",
    "econnreset",
    "enotfound",
    "eai_again",
    "etimedout",
    "failed to establish a new connection",
    "name or service not known",
    "name resolution",
    "network is unreachable",
    "proxyerror",
    "readtimeout",
    "temporary failure",
    "unable to connect",
)


def explain(failure: Failed, *, what: str, setting: str) -> Stop:
    """Return the sentence for a failed installation; print the program's words unless the network explains it.

    ``what`` names the registry and ``setting`` the variable that points to another one.
    """
    if any(sign in failure.output.lower() for sign in SIGNS_OF_NO_NETWORK):
        return Stop(
            f"The {what} cannot be reached: check the network and the proxy settings, "
            f"or name a mirror in {setting}, then run the same command again."
        )
    show_tail(failure.output)
    return Stop(
        f"Installing from the {what} failed for the reason shown above; mend it and run the same command again."
    )
