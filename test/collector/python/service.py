"""A small service as people write them: the `openai` package, an instrumentation from PyPI, an OTLP exporter.

Reads one call a line from stdin (JSON), makes it, and answers one line of JSON: how it ended, in Python's words.
At the end of stdin it flushes its spans and leaves.

    {"base_url": …, "api_key": …, "model": …, "operation": "chat" | "stream" | "responses" | "embeddings",
     "prompt": …, "timeout": seconds, "max_retries": n}

INSTRUMENTATION names the library. Every host name leads to this machine (LOCAL_ADDRESS), so that a call goes out
under the provider's real name, which is what the instrumentation writes down, and reaches the simulator.
"""

import json
import os
import socket
import sys

LOCAL_ADDRESS = "127.0.0.1"
_getaddrinfo = socket.getaddrinfo


def _here(_host, port, *rest, **more):
    return _getaddrinfo(LOCAL_ADDRESS, port, *rest, **more)


socket.getaddrinfo = _here

from opentelemetry import trace  # noqa: E402
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: E402


def instrumentor():
    name = os.environ["INSTRUMENTATION"]
    if name == "openllmetry":
        from opentelemetry.instrumentation.openai import OpenAIInstrumentor
    elif name == "python-contrib":
        from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
    elif name == "python-genai":
        from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
    elif name == "openinference":
        from openinference.instrumentation.openai import OpenAIInstrumentor
    else:
        raise SystemExit(f"INSTRUMENTATION: {name}: expected openllmetry, python-contrib, python-genai or openinference")
    return OpenAIInstrumentor()


def make(client, call):
    model, prompt = call["model"], call["prompt"]
    messages = [{"role": "user", "content": prompt}]
    operation = call["operation"]
    if operation == "chat":
        client.chat.completions.create(model=model, messages=messages)
    elif operation == "stream":
        for _chunk in client.chat.completions.create(model=model, messages=messages, stream=True):
            pass
    elif operation == "responses":
        client.responses.create(model=model, input=prompt)
    elif operation == "embeddings":
        client.embeddings.create(model=model, input=prompt)
    else:
        raise ValueError(f"operation: {operation}")


def main():
    provider = TracerProvider()  # the resource comes from OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    instrumentor().instrument()
    from openai import OpenAI

    for line in sys.stdin:
        call = json.loads(line)
        client = OpenAI(
            base_url=call["base_url"],
            api_key=call["api_key"],
            timeout=call.get("timeout", 20),
            max_retries=call.get("max_retries", 0),
        )
        try:
            make(client, call)
            outcome = {"ok": True}
        except Exception as error:
            outcome = {"ok": False, "class": type(error).__name__, "text": str(error)}
        print(json.dumps(outcome), flush=True)
    provider.shutdown()


main()
