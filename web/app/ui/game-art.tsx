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
      {shown && <img src={url} alt="" loading="lazy" decoding="async" onError={() => setFailed(true)} className="absolute inset-0 size-full object-cover" />}
    </div>
  );
}

function Drawn({ slug }: { slug: string }) {
  const seed = [...slug].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const [ground, shape, pip] = palettes[seed % palettes.length]!;
  const turn = seed % 60;
  return (
    <svg viewBox="0 0 160 120" aria-hidden preserveAspectRatio="xMidYMid slice" className="absolute inset-0 size-full">
      <rect width="160" height="120" fill={ground} />
      <g transform={`rotate(${turn} 80 60)`} opacity="0.9">
        <circle cx="80" cy="60" r="42" fill="none" stroke={shape} strokeWidth="10" strokeDasharray="16 10" />
        <circle cx="80" cy="60" r="27" fill="none" stroke={shape} strokeWidth="2" opacity="0.6" />
      </g>
      <path d="M80 44 92 60 80 76 68 60Z" fill={pip} />
    </svg>
  );
}
