/** Images, audio and files in messages: their kind, type and size, never their bytes. */
import { CUT } from './bounds.ts';
import { idOf, type Part } from './message.ts';

const MIME = /^[\w.+-]{1,64}\/[\w.+-]{1,64}$/;
const DATA_URL = /^data:([^;,]*)(;base64)?/i;

type Modality = 'image' | 'audio' | 'video' | 'document';

const mimeOf = (value: unknown): { mime_type?: string } =>
  typeof value === 'string' && MIME.test(value) ? { mime_type: value.toLowerCase() } : {};

/** What kind of thing a MIME type names. */
export function modalityOf(mime: unknown): Modality {
  const kind = typeof mime === 'string' ? mime.toLowerCase().split('/')[0] : '';
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document';
}

/** Inline data. `content` is there because the conventions require it, and empty. */
export function blob(modality: Modality, mime: unknown, data: unknown): Part {
  const size =
    typeof data === 'string'
      ? Math.floor((data.length * 3) / 4) - (data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0)
      : undefined;
  return {
    type: 'blob',
    ...mimeOf(mime),
    modality,
    content: '',
    ...(size !== undefined && { size: Math.max(0, size) }),
  };
}

/** A link, or data in one. A link with a query, a user name or another scheme is not shown. */
export function link(modality: Modality, url: unknown, mime?: unknown): Part {
  if (typeof url !== 'string') return { type: 'uri', modality, uri: CUT };
  if (/^data:/i.test(url)) {
    const [head = '', type, base64] = DATA_URL.exec(url.slice(0, 200)) ?? [];
    const comma = url.indexOf(',', head.length);
    const data = comma < 0 ? '' : url.slice(comma + 1);
    const part = blob(modality, mime ?? type, data);
    return base64 === undefined ? { ...part, size: data.length } : part;
  }
  return { type: 'uri', ...mimeOf(mime), modality, uri: shown(url) };
}

/** `gs:` names a bucket and an object; it carries no credentials. */
function shown(url: string): string {
  const parsed = url.length <= 2048 ? URL.parse(url) : null;
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'gs:')) return CUT;
  if (parsed.search !== '' || parsed.hash !== '' || parsed.username !== '' || parsed.password !== '')
    return CUT;
  return url;
}

/** A file that was uploaded before. */
export function file(modality: Modality, id: unknown, mime?: unknown): Part {
  return { type: 'file', ...mimeOf(mime), modality, file_id: idOf(id) ?? CUT };
}
