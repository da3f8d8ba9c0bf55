import { useRef } from 'react';

/** One key for one wish: sending the same form again repeats it, another amount begins a new payment. */
export function useIdempotencyKey(): (wish: unknown) => string {
  const last = useRef<{ wish: string; key: string } | null>(null);
  return (wish) => {
    const text = JSON.stringify(wish);
    if (last.current?.wish !== text) last.current = { wish: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
