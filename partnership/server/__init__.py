"""The production server: what it is started with, and how a request reaches Django.

Granian takes the connections. Its WSGI mode lends a visitor a thread from the first byte of a form
to the last, so a few slow forms hold every thread; README.md has the figures. Here a request is read
whole before a thread is lent, and a long answer is written while no thread waits.
"""
