/** PostgreSQL refuses a notification of 8,000 bytes; the limit is the same on Redis, so that nobody relies on more. */
export const MOST_BYTES = 7_999;

const CHANNEL = /^[\w.:-]{1,200}$/;

/** One message as it travels: its channel, a space, and JSON. All channels share one of the backend's. */
export function frame(channel: string, message: unknown): string {
  if (!CHANNEL.test(channel)) throw new TypeError(`Not a channel's name: ${JSON.stringify(channel)}`);
  const json = JSON.stringify(message) as string | undefined;
  if (json === undefined) throw new TypeError(`A message on ${channel} is nothing that JSON can say.`);
  const text = `${channel} ${json}`;
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) {
    throw new RangeError(
      `A message on ${channel} has ${bytes} bytes, and at most ${MOST_BYTES} can be sent: send ids, not data.`,
    );
  }
  return text;
}

/** Undoes `frame`; the JSON is left as it is, since most messages find nobody who wants them. */
export function unframe(text: string): { channel: string; json: string } {
  const space = text.indexOf(' ');
  return { channel: text.slice(0, space), json: text.slice(space + 1) };
}
