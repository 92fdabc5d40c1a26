import type { HopDraft } from './draft.ts';

/** Is the text a web page instead of an API's answer? */
export function isHtml(text: string): boolean {
  return text.startsWith('<') && /^<(?:!doctype html|html|head|\?xml|title|body|center|h1)/i.test(text);
}

const PARTS = [
  /<title[^<>]*>([^<]{1,300})/i,
  /<h1[^<>]*>([^<]{1,300})/i,
  /<h2[^<>]*>([^<]{1,300})/i,
] as const;

/** The headings of an error page of a proxy (Cloudflare, nginx, AWS load balancers) as the hop's words. */
export function readHtml(draft: HopDraft, text: string): void {
  const page = text.slice(0, 16_384);
  draft.html = true;
  const parts: string[] = [];
  for (const pattern of PARTS) {
    const heading = pattern.exec(page)?.[1]?.replace(/\s+/g, ' ').trim();
    if (heading && !parts.includes(heading)) parts.push(heading);
  }
  // S3-style XML errors: <Error><Code>AccessDenied</Code><Message>…
  const code = /<Code>([\w.]{1,80})<\/Code>/.exec(page)?.[1];
  const message = /<Message>([^<]{1,500})/.exec(page)?.[1];
  if (message) parts.push(message);
  if (code) parts.unshift(code);
  draft.message = parts.join(' | ');
  const status = /\b([45]\d\d)\b/.exec(draft.message)?.[1];
  if (status) draft.status ??= Number(status);
  const cloudflare = /\b(?:error code|Error)(?:\s*:)?\s*(10\d\d)\b/i.exec(page)?.[1];
  if (cloudflare && /cloudflare|cf-/i.test(page)) draft.codes.push(`cloudflare_${cloudflare}`);
}
