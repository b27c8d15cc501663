"""What the course's scenarios share: owners and their cars, lots, a month, and how a lot is played.

Locust has the folder of a locustfile on its path while it imports it, wherever it is started. So a
package beside locustfiles is theirs to import, by its name, and needs no installation.
"""
