/** The mark: a chip whose notches leave a C, and a pip in the middle of it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 40 40" aria-hidden className={className}>
      <circle cx="20" cy="20" r="19" fill="var(--felt-soft)" />
      <path
        d="M31.6 12.2A14 14 0 1 0 31.6 27.8"
        fill="none"
        stroke="var(--brass)"
        strokeWidth="5"
        strokeLinecap="round"
      />
      <path
        d="M31.6 12.2A14 14 0 1 0 31.6 27.8"
        fill="none"
        stroke="var(--felt-soft)"
        strokeWidth="5"
        strokeDasharray="2.2 9.4"
        strokeDashoffset="-6"
      />
      <path d="M20 13.6 25.4 20 20 26.4 14.6 20Z" fill="var(--brass)" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="flex items-center gap-2.5">
      <Mark className="size-9" />
      <span className="font-display text-[22px] font-semibold tracking-tight">Croupier</span>
    </span>
  );
}
