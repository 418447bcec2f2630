#!/bin/sh
# What is in a picture, with curl: ./analyze.sh http://localhost:8080 dog.jpg [api-key]
# Prints the answer, JSON on one line. Other ways to send the picture: as a form field (-F image=@dog.jpg) or in JSON (base64 in image_data).
set -eu
curl --silent --show-error --fail-with-body \
  --header "Content-Type: application/octet-stream" \
  ${3:+--header "X-Api-Key: $3"} \
  --data-binary "@$2" \
  "$1/analyze?confidence=0.4"
