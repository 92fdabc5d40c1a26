/** The shapes in which a secret can leave: whole or in part, encoded, reversed, hashed. */
import { createHash } from 'node:crypto';
import { CANARIES, type Canary, TAIL } from './canaries.ts';

/** Eight characters of a secret in a row are a leak: of a key that is enough to know it by. */
const LENGTH = 8;

export interface Needle {
  readonly canary: string;
  readonly form: string;
  /** In lower case, eight characters or more. */
  readonly text: string;
}

/** All that is searched for of one canary. */
export function needlesOf({ name, value, secret }: Canary): Needle[] {
  const needles: Needle[] = [];
  const add = (form: string, text: string, length: number): void => {
    const lower = text.toLowerCase();
    for (let at = 0; at + length <= lower.length; at++) {
      needles.push({ canary: name, form, text: lower.slice(at, at + length) });
    }
  };
  const json = JSON.stringify(secret).slice(1, -1);
  add('as it is', secret, LENGTH);
  add('backwards', [...secret].reverse().join(''), LENGTH);
  add('percent-encoded', encodeURIComponent(secret), LENGTH);
  add('as a form', new URLSearchParams([['', secret]]).toString().slice(1), LENGTH);
  add('escaped as JSON', json, LENGTH);
  add('escaped as JSON twice', JSON.stringify(json).slice(1, -1), LENGTH);
  add('in ASCII only', secret.replace(/[^ -~]/g, escaped), LENGTH);
  // Six bytes are eight digits of base64 and twelve of hex; more, since ids are written so too.
  for (const encoding of ['base64', 'base64url'] as const) {
    for (const shift of [0, 1, 2]) {
      const digits = Buffer.from('\0'.repeat(shift) + secret).toString(encoding);
      // The ends depend on what stands beside.
      add(encoding, digits.slice(4, -4), 12);
    }
  }
  add('hex', Buffer.from(secret).toString('hex'), 16);
  for (const algorithm of ['sha256', 'sha1', 'md5', 'sha512']) {
    for (const text of [value, `Bearer ${value}`, secret]) {
      const hash = createHash(algorithm).update(text);
      const bytes = hash.digest();
      // The head by itself: a digest is often cut short.
      needles.push({ canary: name, form: algorithm, text: bytes.toString('hex').slice(0, 10) });
      needles.push({
        canary: name,
        form: `${algorithm} in base64`,
        text: bytes.toString('base64').slice(0, 10).toLowerCase(),
      });
      add(algorithm, bytes.toString('hex'), 16);
    }
  }
  return needles;
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A canary that was found, in which form, and what stands around it. */
export interface Finding {
  readonly canary: string;
  readonly form: string;
  readonly around: string;
}

const byHead = new Map<string, Needle[]>();
for (const needle of CANARIES.flatMap(needlesOf)) {
  const head = needle.text.slice(0, LENGTH);
  const known = byHead.get(head);
  if (known === undefined) byHead.set(head, [needle]);
  else if (!known.some(({ text }) => text === needle.text)) known.push(needle);
}

const AROUND = 90;

/** Every canary in a text: once for each form of it. */
export function findCanaries(text: string): Finding[] {
  const found = new Map<string, Finding>();
  const take = (canary: string, form: string, at: number): void => {
    const id = `${canary}\n${form}`;
    if (found.has(id)) return;
    const around = text.slice(Math.max(0, at - AROUND), at + AROUND).replace(/\s+/g, ' ');
    found.set(id, { canary, form, around });
  };
  const lower = text.toLowerCase();
  // A text whose lower case is longer has its places elsewhere; only what is shown around them would be off.
  for (let at = 0; at + LENGTH <= lower.length; at++) {
    const needles = byHead.get(lower.slice(at, at + LENGTH));
    for (const { canary, form, text: needle } of needles ?? []) {
      if (lower.startsWith(needle, at)) take(canary, form, at);
    }
  }
  const tail = text.indexOf(TAIL);
  if (tail >= 0) take('last characters of a key', 'as it is', tail);
  return [...found.values()];
}
