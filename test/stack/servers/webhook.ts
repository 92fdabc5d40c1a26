import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An alert as Alertmanager's webhook sends it. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export interface DeliveredAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface Delivery {
  readonly alert: DeliveredAlert;
  /** When it came, in milliseconds of Unix time. */
  readonly at: number;
}

export interface Webhook {
  readonly url: string;
  /** Each alert of each message, oldest first. */
  readonly deliveries: readonly Delivery[];
  close(): Promise<void>;
}

/** Receives what Alertmanager sends, as a pager would. */
export async function startWebhook(): Promise<Webhook> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { alerts } = JSON.parse(Buffer.concat(chunks).toString()) as { alerts: DeliveredAlert[] };
      const at = Date.now();
      deliveries.push(...alerts.map((alert) => ({ alert, at })));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    deliveries,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
