/**
 * What the head or the tail of a JSON text says at its outermost level: the members of the object itself, with
 * nothing of the objects and lists inside it, where users' words may look like options.
 */

const QUOTE = 34;
const BACKSLASH = 92;

/** @param head the beginning of a JSON text, cut anywhere. */
export function outermostOfHead(head: string): string {
  let out = '';
  let depth = 0;
  let from = 0;
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at);
    if (code === QUOTE) {
      at = closingQuote(head, at);
    } else if (isOpening(code)) {
      if (++depth === 2) out += head.slice(from, at);
    } else if (isClosing(code) && --depth === 1) from = at + 1;
  }
  return depth <= 1 ? out + head.slice(from) : out;
}

/** @param tail the end of a JSON text, cut anywhere. */
export function outermostOfTail(tail: string): string {
  let out = '';
  let depth = 0;
  let to = tail.length;
  for (let at = tail.length - 1; at >= 0; at--) {
    const code = tail.charCodeAt(at);
    if (code === QUOTE) {
      at = openingQuote(tail, at);
    } else if (isClosing(code)) {
      if (++depth === 2) out = tail.slice(at + 1, to) + out;
    } else if (isOpening(code) && --depth === 1) to = at;
  }
  return depth <= 1 ? tail.slice(0, to) + out : out;
}

const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;

/** Where the string ends that begins here, or behind the text. */
function closingQuote(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}

/** Where the string begins that ends here, or before the text. A quote behind an odd number of backslashes is in it. */
function openingQuote(text: string, from: number): number {
  for (let at = text.lastIndexOf('"', from - 1); at >= 0; at = text.lastIndexOf('"', at - 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at;
    if (at === 0) break;
  }
  return -1;
}
