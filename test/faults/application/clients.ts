import OpenAI7 from 'openai';
import OpenAI4 from 'openai4';

export type Client = OpenAI7;
export type Major = 4 | 7;

/** The two ends of the supported range. Version 4 sends through `node-fetch`, which is no fetch of the platform's. */
export const CLIENTS: Readonly<Record<Major, typeof OpenAI7>> = {
  7: OpenAI7,
  4: OpenAI4 as unknown as typeof OpenAI7,
};

export const MODEL = 'gpt-5.2';
export const MESSAGES = [{ role: 'user' as const, content: 'How far to go?' }];
export const KEY = 'sk-fake-key-of-the-fault-tests';
export const ASK = { model: MODEL, messages: MESSAGES };
export const ASK_STREAM = { ...ASK, stream: true as const, stream_options: { include_usage: true } };
export const ASK_RESPONSES = { model: MODEL, input: 'How far to go?' };

/** Where helpers stand: version 4 has them under `beta`. */
export const helpers = (client: Client, major: Major): Client =>
  major === 4 ? (client.beta as unknown as Client) : client;
