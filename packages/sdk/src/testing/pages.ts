import type { Pagination } from "@booking-apis/transport/internal";

/** The listings that page tokens were given for. */
export type TokenState = Map<string, { items: readonly unknown[]; size: number }>;

/**
 * A page of a listing, as the API pages it.
 *
 * @param given The parameters of the call, of its path and its query.
 * @param page What a page holds besides.
 * @returns undefined for a page token that was not given.
 */
export function pageAt(
  pagination: Pagination,
  given: Readonly<Record<string, unknown>>,
  page: unknown,
  items: readonly unknown[],
  size: number,
  tokens: TokenState,
): unknown {
  if ("offsetParameter" in pagination) {
    const { offsetParameter, items: pointer, hasNext, nextOffset } = pagination;
    const offset = Number(given[offsetParameter] ?? 0);
    const end = offset + size;
    let body = setAt(page, pointer, items.slice(offset, end));
    if (hasNext !== undefined) body = setAt(body, hasNext, end < items.length);
    return nextOffset === undefined ? body : setAt(body, nextOffset, end < items.length ? end : undefined);
  }
  const { tokenParameter, pageParameter } = pagination;
  const token = given[tokenParameter];
  const known = token === undefined ? { items, size } : tokens.get(String(token));
  if (!known) return undefined;
  const number = Number(given[pageParameter] ?? 1);
  const pages = Math.ceil(known.items.length / known.size);
  const isFirst = token === undefined && pages > 1;
  const made = isFirst ? `token-${tokens.size + 1}` : undefined;
  if (made !== undefined) tokens.set(made, known);
  let body = setAt(page, pagination.items, known.items.slice((number - 1) * known.size, number * known.size));
  body = setAt(body, pagination.currentPage, number);
  body = setAt(body, pagination.totalPages, pages);
  if (pagination.totalItems !== undefined) body = setAt(body, pagination.totalItems, known.items.length);
  return setAt(body, pagination.token, made);
}

/** A copy with a value at a JSON Pointer; undefined takes away what is there. */
export function setAt(value: unknown, pointer: string, replacement: unknown): unknown {
  const [step, ...rest] = pointer.split("/").slice(1);
  if (step === undefined) return replacement;
  const copy: Record<string, unknown> = { ...Object(value) };
  const below = rest.length === 0 ? replacement : setAt(copy[step], `/${rest.join("/")}`, replacement);
  if (below === undefined) delete copy[step];
  else copy[step] = below;
  return copy;
}
