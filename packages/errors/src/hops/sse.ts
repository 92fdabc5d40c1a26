/** Does the text look like a piece of a server-sent event stream? */
export function isEventStream(text: string): boolean {
  return /^(?:data|event|id|retry|: ?[A-Za-z]|:\n)/.test(text) && /(?:^|\n)(?:data|event):/.test(text);
}

/**
 * The data of the events that can carry an error, the last first: an error ends a stream. A pretty-printed
 * object whose lines lost their `data:` stays together; one that stands bare after the events, as Gemini ends a
 * stream (vercel/ai#5217), is taken as an event.
 */
export function eventData(text: string): string[] {
  const parts = text
    .split(/(?:^|\r?\n)data: ?/)
    .slice(1)
    .flatMap((part) => part.split(/\r?\n\r?\n(?=[[{])/));
  const events: string[] = [];
  for (let at = parts.length - 1; at >= 0 && events.length < 6; at--) {
    const data = (parts[at] as string).replace(/\r?\n(?:event|id|retry):[^\n]*/g, '').trim();
    if (data === '' || data === '[DONE]') continue;
    if (/error|fail|exception|code|message|msg|detail|reason/i.test(data)) events.push(data);
  }
  return events;
}
