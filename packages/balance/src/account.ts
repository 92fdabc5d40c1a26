/** An account whose balance is to be read. */
export interface Account {
  /** Id of an adapter: `deepseek`, `openrouter`, … (`PROVIDERS` lists them), or another name of it (`xAI`). */
  readonly provider: string;
  /** The key to read with. Which kind of key a provider wants stands in its adapter. */
  readonly key: string;
  /**
   * `llm.account.id`. Default: the digest of `inferenceKey`, else of `key`, which is the same that the
   * instrumentation puts on calls.
   */
  readonly id?: string;
  /** The key that calls are made with, where the balance needs another one: gives both the same id. */
  readonly inferenceKey?: string;
  /** Base URL, for providers that run anywhere (new-api, LiteLLM), in regions, or behind a proxy of yours. */
  readonly baseUrl?: string;
  /** What one provider asks for besides: its adapter says what (`team` at xAI; `HttpOptions` at `http`). */
  readonly options?: Readonly<Record<string, unknown>>;
}
