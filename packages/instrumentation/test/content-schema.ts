/**
 * The conventions' JSON schemas of captured content, stricter: a part of a type that they know must have that
 * type's form. Source: open-telemetry/semantic-conventions-genai, model/gen-ai/gen-ai-{input-messages,
 * output-messages,system-instructions,tool-definitions}.json.
 */
import { z } from 'zod';

const id = z.string().nullish();
const media = { mime_type: z.string().nullish(), modality: z.string() };
const serverTool = z.looseObject({ type: z.string() });

const KNOWN: Readonly<Record<string, z.ZodType>> = {
  text: z.looseObject({ content: z.string() }),
  reasoning: z.looseObject({ content: z.string() }),
  tool_call: z.looseObject({ id, name: z.string(), arguments: z.json().optional() }),
  tool_call_response: z.looseObject({ id, response: z.json() }),
  server_tool_call: z.looseObject({ id, name: z.string(), server_tool_call: serverTool }),
  server_tool_call_response: z.looseObject({ id, server_tool_call_response: serverTool }),
  blob: z.looseObject({ ...media, content: z.base64(), transcript: z.string().nullish() }),
  file: z.looseObject({ ...media, file_id: z.string() }),
  uri: z.looseObject({ ...media, uri: z.string() }),
  compaction: z.looseObject({ id, content: z.string().nullish() }),
};

const part = z.looseObject({ type: z.string() }).check((context) => {
  const result = KNOWN[context.value.type]?.safeParse(context.value);
  if (result?.success === false) {
    context.issues.push({ code: 'custom', message: result.error.message, input: context.value });
  }
});
const message = z.looseObject({ role: z.string(), parts: z.array(part), name: z.string().nullish() });

const ATTRIBUTES: Readonly<Record<string, z.ZodType>> = {
  'gen_ai.system_instructions': z.array(part),
  'gen_ai.input.messages': z.array(message),
  'gen_ai.output.messages': z.array(z.looseObject({ ...message.shape, finish_reason: z.string().nullish() })),
  'gen_ai.tool.definitions': z.array(
    z.looseObject({
      type: z.string(),
      name: z.string(),
      description: z.string().nullish(),
      parameters: z.looseObject({}).nullish(),
    }),
  ),
};

export const CONTENT_ATTRIBUTES: readonly string[] = Object.keys(ATTRIBUTES);

export interface Content {
  readonly system?: unknown;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly tools?: unknown;
}

/** @throws {ZodError} when an attribute does not have the conventions' form. */
export function contentOf(attributes: Readonly<Record<string, unknown>>): Content {
  const [system, input, output, tools] = CONTENT_ATTRIBUTES.map((name) => {
    const json = attributes[name];
    return json === undefined ? undefined : ATTRIBUTES[name]!.parse(JSON.parse(json as string));
  });
  return {
    ...(system !== undefined && { system }),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(tools !== undefined && { tools }),
  };
}
