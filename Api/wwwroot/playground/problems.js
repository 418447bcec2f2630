// What went wrong, in words for the one who sent the picture.

const TITLES = {
  "-1": ["This picture cannot be read", "Your browser could not read the file."],
  0: ["The service cannot be reached", "Check the connection. It goes on by itself when you are back online."],
  400: ["That is not a picture", "The service could not read what was sent."],
  401: ["An API key is needed", "Enter a key above; the picture is then analysed."],
  403: ["That is not allowed", "The key in use does not allow this."],
  408: ["That took too long to send", "The connection may be slow."],
  413: ["The picture is too large", "The service takes smaller ones only."],
  415: ["This format is not supported", "Send a JPEG, PNG, WebP, GIF, AVIF or TIFF picture."],
  422: ["This picture cannot be decoded", "It begins well but cannot be decoded to its end."],
  429: ["The service is busy", "Its analysis queue is full."],
  499: ["The picture was not analysed", "The connection was closed."],
  500: ["The service failed", "The fault is the service's and has been logged there."],
  502: ["The service cannot be reached", "What stands in front of it got no answer."],
  503: ["The service is not ready", "It has no model yet, or is being stopped."],
  504: ["That took too long", "The service gave up on this picture."],
};

/** A problem as a title and a sentence. */
export function describe({ status, message }) {
  const [title, sentence] = TITLES[status] ?? ["The picture was not analysed", `The service answered with status ${status}.`];
  return { title, text: message || sentence };
}

/** Whether trying the same picture again can help. */
export function canRetry({ status }) {
  return ![-1, 400, 413, 415, 422].includes(status);
}
