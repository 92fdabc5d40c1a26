import type { Verdict } from '@fuelgauge/errors';
import type { CallCost, Usage } from '@fuelgauge/pricing';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_LLM_ERROR_UPSTREAM,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@fuelgauge/semconv';
import type { Attributes, Context } from '@opentelemetry/api';
import type { Operation } from './operation.ts';
import type { Recorder } from './recorder.ts';
import type { Target } from './target.ts';

/** An ended call, as metrics need it. */
export interface Measured {
  readonly operation: Operation;
  readonly target: Target;
  readonly model: string | undefined;
  readonly responseModel: string | undefined;
  readonly account: string | undefined;
  /** Seconds, silent retries included. */
  readonly seconds: number;
  /** Seconds from the request to the first chunk of a stream. */
  readonly firstChunkSeconds: number | undefined;
  /** Mean seconds between the chunks of a stream, where there were two or more. */
  readonly perChunkSeconds: number | undefined;
  readonly usage: Usage | undefined;
  readonly cost: CallCost | undefined;
  readonly verdict: Verdict | undefined;
  readonly errorType: string | undefined;
  /** Metrics that another instrumentation records of this call. */
  readonly recordedElsewhere: readonly string[];
  /** With the call's span in it: exemplars find it there. */
  readonly at: Context;
}

/** Records an ended call in every metric that it belongs in. */
export function measure(recorder: Recorder, call: Measured): void {
  const attributes = operationAttributes(recorder, call);
  recorder.instruments.conventions.record(call, attributes, (name) => !call.recordedElsewhere.includes(name));
  measureOwn(recorder, call);
}

/** Records what another instrumentation would have recorded, had its span ended. */
export function measureUnended(recorder: Recorder, call: Measured): void {
  const attributes = operationAttributes(recorder, call);
  recorder.instruments.conventions.record(call, attributes, (name) => call.recordedElsewhere.includes(name));
}

/** What the metrics need that are fuelgauge's own. */
export type MeasuredOwn = Pick<
  Measured,
  'operation' | 'target' | 'model' | 'account' | 'cost' | 'verdict' | 'at'
>;

/** Records an ended call in the metrics that are fuelgauge's own: errors, cost, and calls without a price. */
export function measureOwn(recorder: Recorder, call: MeasuredOwn): void {
  const { instruments } = recorder;
  const who = whoOf(recorder, call);
  if (call.cost !== undefined) {
    const paid = { ...who, [ATTR_LLM_CURRENCY]: call.cost.currency };
    instruments.cost.add(call.cost.amount, withAccount(recorder, call, paid), call.at);
  } else if (call.operation.inference && call.verdict === undefined) {
    instruments.unpriced.add(1, who, call.at);
  }
  if (call.verdict !== undefined) {
    const failed: Attributes = {
      ...who,
      [ATTR_LLM_ERROR_CATEGORY]: call.verdict.category,
      [ATTR_LLM_ERROR_OWNER]: call.verdict.owner,
    };
    if (call.verdict.upstream !== undefined) {
      failed[ATTR_LLM_ERROR_UPSTREAM] = recorder.upstreams.of(call.verdict.upstream);
    }
    instruments.errors.add(1, withAccount(recorder, call, failed), call.at);
  }
}

function whoOf(recorder: Recorder, call: MeasuredOwn): Attributes {
  const who: Attributes = { [ATTR_GEN_AI_PROVIDER_NAME]: call.target.provider };
  if (call.model !== undefined) who[ATTR_GEN_AI_REQUEST_MODEL] = recorder.models.of(call.model);
  return who;
}

/** What the conventions put on the metrics of an operation. */
function operationAttributes(recorder: Recorder, call: Measured): Attributes {
  const attributes = whoOf(recorder, call);
  attributes[ATTR_GEN_AI_OPERATION_NAME] = call.operation.name;
  if (call.responseModel !== undefined) {
    attributes[ATTR_GEN_AI_RESPONSE_MODEL] = recorder.models.of(call.responseModel);
  }
  const { address, port } = call.target;
  if (address !== '') {
    const host = recorder.hosts.of(address);
    attributes[ATTR_SERVER_ADDRESS] = host;
    if (host === address) attributes[ATTR_SERVER_PORT] = port;
  }
  if (call.errorType !== undefined) attributes[ATTR_ERROR_TYPE] = call.errorType;
  return attributes;
}

function withAccount(recorder: Recorder, call: MeasuredOwn, attributes: Attributes): Attributes {
  if (call.account !== undefined) attributes[ATTR_LLM_ACCOUNT_ID] = recorder.accounts.inMetrics(call.account);
  return attributes;
}
