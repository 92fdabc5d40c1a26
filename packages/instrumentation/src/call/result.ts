/** What a model's name, an id, a finish reason look like; anything else is text that somebody put in its place. */
const NAME = /^[\w.:/@+~-]{1,128}$/;
const REASON = /^[A-Za-z_]{1,40}$/;
const MAX_CHOICES = 16;

/** Applications call models what they like; it is a name all the same, and no text. */
const ASKED = /^[^\p{Cc}]{1,200}$/u;

let lastAsked = '';

/** Whether a request can mean a model by this. Most ask for the one that was asked for last. */
export function isModelName(value: string): boolean {
  if (value === lastAsked) return true;
  if (!ASKED.test(value)) return false;
  lastAsked = value;
  return true;
}

/** The value, if it can be a name. */
export const nameOf = (value: unknown): string | undefined =>
  typeof value === 'string' && NAME.test(value) ? value : undefined;

/** The same for the few values that one field has in all answers, of which `last` was one. */
const sameNameOf = (value: unknown, last: string | undefined): string | undefined =>
  value === last ? last : nameOf(value);

let lastModel: string | undefined;
let lastTier: string | undefined;

/** What is known of one answer, piece by piece; a family of the API reads the pieces. */
export class Result {
  id: string | undefined;
  model: string | undefined;
  finishReasons: string[] | undefined;
  /** The provider's usage object, as it came. */
  usage: unknown;
  /** The object in which the usage stood: some providers put the cost beside it. */
  body: unknown;
  serviceTier: string | undefined;
  /** The whole object in which an error stood, inside an HTTP 200. */
  error: unknown;

  /** The first piece that names the answer keeps its word. */
  identify(id: unknown, model: unknown, serviceTier?: unknown): void {
    this.id ??= nameOf(id);
    this.model ??= lastModel = sameNameOf(model, lastModel);
    this.serviceTier ??= lastTier = sameNameOf(serviceTier, lastTier);
  }

  /** The last usage wins: streams repeat it, counting on. */
  use(usage: unknown, body: unknown): void {
    this.usage = usage;
    this.body = body;
  }

  /**
   * Why one choice ended. What is no plain word is left out; a choice before it that tells no reason has the
   * conventions' `error`.
   */
  finish(reason: unknown, choice: unknown = 0): void {
    if (typeof reason !== 'string' || !REASON.test(reason)) return;
    const index =
      Number.isInteger(choice) && (choice as number) >= 0 && (choice as number) < MAX_CHOICES
        ? (choice as number)
        : 0;
    this.finishReasons ??= [];
    while (this.finishReasons.length < index) this.finishReasons.push('error');
    this.finishReasons[index] = reason;
  }
}
