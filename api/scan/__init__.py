"""What a scanned code opens: plain ASGI, since these are the pages that everybody reads."""

from api.scan.app import Scan, in_front

__all__ = ["Scan", "in_front"]
