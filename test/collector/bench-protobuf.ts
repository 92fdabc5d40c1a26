/** OTLP as protobuf (opentelemetry-proto, trace/v1/trace.proto), as far as the benchmark's spans go. */
import type { AnyValue, KeyValue, OtlpSpan, ResourceSpans } from './otlp.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

function varint(value: bigint): number[] {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}

const tag = (field: number, type: number): Buffer => Buffer.from(varint(BigInt((field << 3) | type)));
const number = (field: number, value: bigint): Buffer =>
  Buffer.concat([tag(field, VARINT), Buffer.from(varint(value))]);
const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([tag(field, BYTES), Buffer.from(varint(BigInt(value.length))), value]);
const string = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const message = (field: number, parts: readonly Buffer[]): Buffer => bytes(field, Buffer.concat(parts));

function fixed64(field: number, write: (target: Buffer) => void): Buffer {
  const value = Buffer.alloc(8);
  write(value);
  return Buffer.concat([tag(field, FIXED64), value]);
}

const nanos = (field: number, value: string): Buffer =>
  fixed64(field, (target) => target.writeBigUInt64LE(BigInt(value)));

function anyValue(value: AnyValue): readonly Buffer[] {
  if ('stringValue' in value) return [string(1, value.stringValue)];
  if ('boolValue' in value) return [number(2, value.boolValue ? 1n : 0n)];
  if ('intValue' in value) return [number(3, BigInt(value.intValue))];
  if ('doubleValue' in value) return [fixed64(4, (target) => target.writeDoubleLE(value.doubleValue))];
  return [
    message(
      5,
      value.arrayValue.values.map((one) => message(1, anyValue(one))),
    ),
  ];
}

const keyValues = (field: number, attributes: readonly KeyValue[]): readonly Buffer[] =>
  attributes.map(({ key, value }) => message(field, [string(1, key), message(2, anyValue(value))]));

function span(one: OtlpSpan): Buffer {
  const { status } = one;
  return message(2, [
    bytes(1, Buffer.from(one.traceId, 'hex')),
    bytes(2, Buffer.from(one.spanId, 'hex')),
    string(5, one.name),
    number(6, BigInt(one.kind)),
    nanos(7, one.startTimeUnixNano),
    nanos(8, one.endTimeUnixNano),
    ...keyValues(9, one.attributes),
    ...one.events.map((event) =>
      message(11, [nanos(1, event.timeUnixNano), string(2, event.name), ...keyValues(3, event.attributes)]),
    ),
    message(15, [string(2, status.message ?? ''), number(3, BigInt(status.code ?? 0))]),
  ]);
}

/** The body of one export request. */
export function exportRequest(spans: readonly ResourceSpans[]): Buffer {
  return Buffer.concat(
    spans.map(({ resource, scopeSpans }) =>
      message(1, [
        message(1, keyValues(1, resource.attributes)),
        ...scopeSpans.map(({ scope, spans: inScope }) =>
          message(2, [message(1, [string(1, scope.name)]), ...inScope.map(span)]),
        ),
      ]),
    ),
  );
}
