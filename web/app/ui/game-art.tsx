import { useState } from 'react';

const palettes = [
  ['#12352a', '#2bb37f', '#e6ba62'],
  ['#2a1635', '#9b5de5', '#f2cc7e'],
  ['#10243d', '#3a86ff', '#e6ba62'],
  ['#3a1517', '#ef5d60', '#f2cc7e'],
  ['#2d2410', '#e6ba62', '#fff3d6'],
];

/** The provider's picture of a game; where it is missing or does not load, a picture drawn from the game's name. */
export function GameArt({ slug, url }: { slug: string; url: string | null | undefined }) {
  const [failed, setFailed] = useState(false);
  const shown = url && !failed;
  return (
    <div className="relative aspect-[4/3] overflow-hidden rounded-xl bg-raised">
      <Drawn slug={slug} />
      {shown && (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setFailed(true)}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </div>
  );
}

function Drawn({ slug }: { slug: string }) {
  const seed = mix(slug);
  const [ground, shape, pip] = palettes[seed % palettes.length]!;
  return (
    <svg viewBox="0 0 160 120" aria-hidden preserveAspectRatio="xMidYMid slice" className="absolute inset-0 size-full">
      <rect width="160" height="120" fill={ground} />
      <g fill="none" stroke={shape} opacity="0.9">
        {motifs[(seed >>> 8) % motifs.length]}
      </g>
      <path d="M80 44 92 60 80 76 68 60Z" fill={pip} />
    </svg>
  );
}

const motifs = [
  <g key="chip">
    <circle cx="80" cy="60" r="42" strokeWidth="10" strokeDasharray="16 10" />
    <circle cx="80" cy="60" r="27" strokeWidth="2" />
  </g>,
  <g key="rays" strokeWidth="6">
    <circle cx="80" cy="60" r="62" strokeDasharray="4 12" />
    <circle cx="80" cy="60" r="46" strokeDasharray="4 9" opacity="0.7" />
    <circle cx="80" cy="60" r="30" strokeDasharray="4 6" opacity="0.45" />
  </g>,
  <g key="diamonds" strokeWidth="4" strokeLinejoin="round">
    <path d="M80 2 124 60 80 118 36 60Z" />
    <path d="M80 22 109 60 80 98 51 60Z" opacity="0.6" />
    <path d="M-8 60 36 2M-8 60 36 118M168 60 124 2M168 60 124 118" opacity="0.35" />
  </g>,
];

/** A number from a name, every bit of it stirred (FNV-1a). */
function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}
