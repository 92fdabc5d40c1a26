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

const ALL = (): boolean => true;

/** Records an ended call in every metric that it belongs in. */
export function measure(recorder: Recorder, call: Measured): void {
  const { recordedElsewhere: elsewhere } = call;
  const left = elsewhere.length === 0 ? ALL : (name: string): boolean => !elsewhere.includes(name);
  recorder.instruments.conventions.record(call, operationAttributes(recorder, call), left);
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
  if (call.cost !== undefined) {
    instruments.cost.add(call.cost.amount, paidAttributes(recorder, call, call.cost.currency), call.at);
  } else if (call.operation.inference && call.verdict === undefined) {
    instruments.unpriced.add(1, whoOf(recorder, call), call.at);
  }
  if (call.verdict !== undefined) {
    const failed: Attributes = {
      ...whoOf(recorder, call),
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

/**
 * The attributes of the last call's cost. The SDK writes nothing in attributes, so that calls that are alike, as most
 * are, can be recorded with the same ones.
 */
let lastPaid: (Pick<Measured, 'target' | 'model' | 'account'> & CostSeries) | undefined;

interface CostSeries {
  readonly recorder: Recorder;
  readonly accounts: Recorder['accounts'];
  readonly currency: string;
  readonly attributes: Attributes;
}

function paidAttributes(recorder: Recorder, call: MeasuredOwn, currency: string): Attributes {
  const { target, model, account } = call;
  const { accounts } = recorder;
  if (
    lastPaid?.recorder !== recorder ||
    lastPaid.accounts !== accounts ||
    lastPaid.target !== target ||
    lastPaid.model !== model ||
    lastPaid.account !== account ||
    lastPaid.currency !== currency
  ) {
    const paid = withAccount(recorder, call, { ...whoOf(recorder, call), [ATTR_LLM_CURRENCY]: currency });
    lastPaid = { recorder, accounts, target, model, account, currency, attributes: paid };
  }
  return lastPaid.attributes;
}

/** The same of the last call's operation. */
let lastOperation:
  | (Pick<Measured, 'operation' | 'target' | 'model' | 'responseModel'> & OperationSeries)
  | undefined;

interface OperationSeries {
  readonly recorder: Recorder;
  readonly attributes: Attributes;
}

/** What the conventions put on the metrics of an operation; not to be written in. */
function operationAttributes(recorder: Recorder, call: Measured): Attributes {
  const { operation, target, model, responseModel } = call;
  if (call.errorType !== undefined) return newOperationAttributes(recorder, call);
  if (
    lastOperation?.recorder !== recorder ||
    lastOperation.operation !== operation ||
    lastOperation.target !== target ||
    lastOperation.model !== model ||
    lastOperation.responseModel !== responseModel
  ) {
    const attributes = newOperationAttributes(recorder, call);
    lastOperation = { recorder, operation, target, model, responseModel, attributes };
  }
  return lastOperation.attributes;
}

function newOperationAttributes(recorder: Recorder, call: Measured): Attributes {
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
