/** The control: what every instrumentation must do too, and nothing else. */
import 'openai';
