import { providerOfHost } from '@fuelgauge/semconv';
import type { Account } from '../account.ts';
import type { Adapter } from '../adapter.ts';
import { amountsIn, found, less, spentIn, times } from '../amounts.ts';
import { errorInside } from '../failure.ts';
import { amountOf, listOf, timeOf, valueAt } from '../json.ts';
import type { Amount, Spent } from '../reading.ts';
import { bearer, currencyName, keyOf, siteUrl } from '../request.ts';
import { HTTP_OPTIONS, type HttpFigure, type HttpOptions, httpOptions } from './http-options.ts';

function urlOf(account: Account, { url }: HttpOptions): string {
  return url.startsWith('/') ? siteUrl(account, url) : new URL(url).href;
}

function headersOf(account: Account, { headers, body }: HttpOptions): Readonly<Record<string, string>> {
  const written: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined && typeof body !== 'string') written['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(headers ?? bearer(account))) {
    // A function: what a key has in it is no pattern.
    written[name.toLowerCase()] = value.replaceAll(/\$?\{key\}/g, () => keyOf(account));
  }
  return written;
}

/** The number and the currency of a figure in one entry of the answer; undefined where either is missing. */
function figureIn(
  entry: unknown,
  { path, minusPath, factor = 1, sign, currency, currencyPath }: HttpFigure,
): { readonly amount: number; readonly currency: string } | undefined {
  const whole = amountOf(valueAt(entry, path));
  const amount = minusPath === undefined ? whole : less(whole, amountOf(valueAt(entry, minusPath)));
  const code = currencyName(currencyPath === undefined ? currency : valueAt(entry, currencyPath));
  const worth = times(amount, sign === 'inverted' ? -factor : factor);
  return worth === undefined || code === undefined ? undefined : { amount: worth, currency: code };
}

/**
 * Any provider whose balance is one request and stands in the JSON of the answer, for those that have no adapter.
 * `account.options` are {@link HttpOptions}. A figure that is missing is absent; an answer without any is a failure.
 */
export const HTTP: Adapter = {
  provider: 'http',
  source: 'the options of the account',
  key: 'whatever the provider wants',
  env: [],
  needsOptions: true,
  options: HTTP_OPTIONS,
  providerName: (account) => {
    const options = httpOptions(account.options);
    return options.name ?? providerOfHost(new URL(urlOf(account, options)).hostname);
  },
  request: (account) => {
    const options = httpOptions(account.options);
    const { method, body } = options;
    return {
      ...(method !== undefined && { method }),
      url: urlOf(account, options),
      headers: headersOf(account, options),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    };
  },
  read: (responses, account) => {
    const options = httpOptions(account.options);
    const body = responses.at(-1)?.body;
    const { ok, each, resetsAtPath } = options;
    if (ok !== undefined) {
      const value = valueAt(body, ok.path);
      if (!ok.values.some((good) => good === value)) return errorInside(ok.path, undefined);
    }
    const entries = each === undefined ? [body] : listOf(valueAt(body, each));
    const amounts: Amount[] = [];
    const spent: Spent[] = [];
    for (const entry of entries) {
      for (const wanted of options.amounts ?? []) {
        const figure = figureIn(entry, wanted);
        if (figure) amounts.push(...amountsIn(figure.currency, { [wanted.kind ?? 'total']: figure.amount }));
      }
      for (const wanted of options.spent ?? []) {
        const figure = figureIn(entry, wanted);
        if (figure) spent.push(...spentIn(figure.currency, figure.amount));
      }
    }
    const fields = [...(options.amounts ?? []), ...(options.spent ?? [])].map(({ path }) => path).join(', ');
    return found(each === undefined ? fields : `${each}: ${fields}`, amounts, {
      spent,
      resetsAt: resetsAtPath === undefined ? undefined : timeOf(valueAt(body, resetsAtPath)),
    });
  },
};
