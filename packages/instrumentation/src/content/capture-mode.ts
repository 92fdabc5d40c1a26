export const CAPTURE_VARIABLE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';

/** What each value means here, where content goes on spans and no events are emitted. */
const MODES: Readonly<Record<string, { readonly capture: boolean; readonly warning?: string }>> = {
  TRUE: { capture: true },
  FALSE: { capture: false },
  NO_CONTENT: { capture: false },
  SPAN_ONLY: { capture: true },
  SPAN_AND_EVENT: {
    capture: true,
    warning: `${CAPTURE_VARIABLE}=SPAN_AND_EVENT: no events are emitted; prompts and answers are on spans only`,
  },
  EVENT_ONLY: {
    capture: false,
    warning: `${CAPTURE_VARIABLE}=EVENT_ONLY: no events are emitted; prompts and answers are captured nowhere`,
  },
};

let warned = false;

/**
 * Whether the environment asks for prompts and answers on spans. Values are those of OpenTelemetry's
 * JavaScript instrumentations (`true`, `false`) and of its Python ones (`NO_CONTENT`, `SPAN_ONLY`, `EVENT_ONLY`,
 * `SPAN_AND_EVENT`), in any case. What asks for events gets a warning, once in a process.
 *
 * @throws {TypeError} naming the variable and the accepted values.
 */
export function captureFromEnvironment(env: NodeJS.ProcessEnv, warn: (message: string) => void): boolean {
  const value = env[CAPTURE_VARIABLE]?.trim() ?? '';
  if (value === '') return false;
  const mode = Object.hasOwn(MODES, value.toUpperCase()) ? MODES[value.toUpperCase()] : undefined;
  if (mode === undefined) {
    throw new TypeError(
      `fuelgauge: ${CAPTURE_VARIABLE} must be true, false, NO_CONTENT, SPAN_ONLY, SPAN_AND_EVENT or EVENT_ONLY`,
    );
  }
  if (mode.warning !== undefined && !warned) {
    warned = true;
    warn(mode.warning);
  }
  return mode.capture;
}
