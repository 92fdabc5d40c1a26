/** The control: what every instrumentation must do too, and nothing else. */
// @ts-expect-error this folder has no openai of its own: the suite's is meant
import 'openai';
