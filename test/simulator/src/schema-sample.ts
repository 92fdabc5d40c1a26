/** A value that a JSON schema accepts: what a model with structured output would return. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly minimum?: number;
}

const MAX_DEPTH = 12;

/** `text` is used for strings. Covers the subset that structured outputs allow; recursion stops at a depth. */
export function sampleOf(
  schema: JsonSchema,
  text = 'simulated',
  root: JsonSchema = schema,
  depth = 0,
): unknown {
  if (depth > MAX_DEPTH) return null;
  const sample = (inner: JsonSchema): unknown => sampleOf(inner, text, root, depth + 1);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1)!;
    return sample(root.$defs?.[name] ?? root.definitions?.[name] ?? {});
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return sample(schema.anyOf[0]);
  const type = typeof schema.type === 'object' ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return schema.minimum ?? 42;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return [sample(schema.items ?? { type: 'string' })];
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, sample(property)]),
      );
  }
}
