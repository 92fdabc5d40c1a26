/** What every style's call has asked for. */
export const MODEL = 'fake-model';

/** The prompt, which some libraries put on the span by default. */
export const PROMPT = 'a prompt that must stay on its span';
