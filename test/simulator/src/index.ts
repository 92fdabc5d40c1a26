export type { Account, AccountOptions, Accounts } from './accounts.ts';
export { GATEWAY_KEY } from './accounts.ts';
export type { AnswerSettings } from './answer.ts';
export type { Delivery } from './delivery.ts';
export { type FrontDoor, type Outage, openFrontDoor } from './front-door.ts';
export type {
  AttributeMap,
  AttributeValue,
  ReceivedEvent,
  ReceivedLog,
  ReceivedPoint,
  ReceivedSpan,
} from './otlp-json.ts';
export type { OtlpReceiver } from './otlp-receiver.ts';
export { startOtlpReceiver } from './otlp-receiver.ts';
export type { Currency, ProviderId } from './providers.ts';
export type { MultipartPart, RequestRecord } from './request-log.ts';
export { resolveHostsLocally } from './reroute.ts';
export type { ExpectedVerdict, Scenario, ScenarioName } from './scenarios.ts';
export { SCENARIOS } from './scenarios.ts';
export type { FailOptions, Simulator, SimulatorOptions } from './simulator.ts';
export { startSimulator } from './simulator.ts';
