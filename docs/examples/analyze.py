"""What is in a picture, with nothing but Python: python3 analyze.py http://localhost:8080 dog.jpg [api-key]"""

import json
import sys
import time
import urllib.error
import urllib.request


def analyze(service: str, picture: bytes, api_key: str | None = None, **options: object) -> dict:
    """Asks the service what is in a picture. While the analysis queue is full, waits as long as the service says."""
    query = "&".join(f"{name}={value}" for name, value in options.items())
    headers = {"Content-Type": "application/octet-stream"}
    if api_key:
        headers["X-Api-Key"] = api_key
    request = urllib.request.Request(f"{service}/analyze?{query}", data=picture, headers=headers)
    for attempt in range(5):
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503) or attempt == 4:
                raise RuntimeError(json.load(error)["error"]) from None
            time.sleep(int(error.headers.get("Retry-After", "1")))
    raise AssertionError("unreachable")


if __name__ == "__main__":
    service, path, *key = sys.argv[1:]
    with open(path, "rb") as file:
        try:
            answer = analyze(service, file.read(), *key, confidence=0.4)
        except RuntimeError as error:
            sys.exit(str(error))
    for found in answer["detections"]:
        box = found["box_2d"]
        print(f'{found["class_name"]} {found["confidence"]:.3f} {box["x_min"]},{box["y_min"]} {box["x_max"]},{box["y_max"]}')
