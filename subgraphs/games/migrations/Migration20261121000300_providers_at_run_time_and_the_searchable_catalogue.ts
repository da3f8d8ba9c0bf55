import { Migration } from '@mikro-orm/migrations';

export class Migration20261121000300_providers_at_run_time_and_the_searchable_catalogue extends Migration {
  override async up(): Promise<void> {
    for (const sql of [...PROVIDERS, ...SEARCH, ...CATALOGUE, ...PEOPLE]) this.addSql(sql);
  }
}

// Bookmakers become providers of their own kind, so that one mutation adds and changes both.
const PROVIDERS = [
  `alter table provider
     add column kind text not null default 'STUDIO' check (kind in ('STUDIO', 'BOOKMAKER')),
     add column currencies jsonb,
     add column limits jsonb not null default '{}',
     add column promotions_per_day text`,
  `insert into provider (name, title, dialect, secret_sealed, enabled, kind, created_at)
   select id, id, 'bookmaker', secret_sealed, enabled, 'BOOKMAKER', created_at from bookmaker_partner`,
  `drop table bookmaker_partner`,
  // A payout above its cap waits here for a person; what is released is paid when the provider repeats it.
  `create table held_payout (
     provider text not null references provider (name),
     reference text not null,
     user_id text not null,
     currency text not null,
     amount text not null,
     held_at timestamptz(3) not null,
     released_at timestamptz(3),
     released_by text,
     primary key (provider, reference)
   )`,
  `create table catalogue_sync (
     id bigint generated always as identity primary key,
     provider text not null references provider (name),
     at timestamptz(3) not null,
     added integer not null,
     changed integer not null,
     gone integer not null,
     unchanged integer not null,
     changes jsonb not null
   )`,
  `create index catalogue_sync_of_provider on catalogue_sync (provider, id desc)`,
];

// Titles in Latin and Cyrillic are folded to plain Latin letters: one index answers for both scripts, whatever the server's locale
// (pg_trgm sees no Cyrillic where the locale is C).
const SEARCH = [
  `create extension if not exists pg_trgm`,
  `create function fold_text(given text) returns text language sql immutable parallel safe return
     replace(replace(replace(replace(replace(replace(replace(
       translate(lower(given),
         'АБВГДЕЁЗИЙКЛМНОПРСТУФХЦЫЭабвгдеёзийклмнопрстуфхцыэЖЧШЩЮЯáàâäãåçéèêëíìîïñóòôöõúùûüýÿъьЪЬ',
         'abvgdeezijklmnoprstufhcyeabvgdeezijklmnoprstufhcyeжчшщюяaaaaaaceeeeiiiinooooouuuuyy'),
       'ж', 'zh'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'sch'), 'ю', 'yu'), 'я', 'ya'), '-', ' ')`,
  `create function words_of_game(titles jsonb, slug text, tags jsonb) returns tsvector language sql immutable parallel safe return
     to_tsvector('simple'::regconfig, fold_text((select string_agg(value, ' ' order by key) from jsonb_each_text(titles)) || ' ' || slug || ' ' ||
       coalesce((select string_agg(value, ' ') from jsonb_array_elements_text(tags)), '')))`,
  // What is looked for, as words with blanks between; empty where there is nothing but signs.
  `create function looked_for(given text) returns text language sql immutable parallel safe return
     trim(regexp_replace(fold_text(given), '[^[:alnum:]]+', ' ', 'g'))`,
  // The words that the catalogue knows: a misspelt word is looked for here, among thousands of short words, not in every title.
  `create table game_word (word text collate "C" primary key)`,
  `create index game_word_nearly on game_word using gin (word gin_trgm_ops)`,
  // Each word of what is looked for is the beginning of a word; one of at least four letters that begins no known word stands for the three
  // known ones that are most like it.
  `create function game_query(given text) returns tsquery language sql stable return (
     select coalesce(to_tsquery('simple'::regconfig, string_agg(
       case
         when length(looked) < 4 or exists (select 1 from game_word where word >= looked and word < looked || chr(1114111)) then looked || ':*'
         else coalesce('(' || (select string_agg(word, ' | ') from
           (select word from game_word where word % looked order by similarity(word, looked) desc, word limit 3) near) || ')', looked || ':*')
       end, ' & ')), ''::tsquery)
     from unnest(string_to_array(nullif(looked_for(given), ''), ' ')) looked)`,
  `create function remember_game_words() returns trigger language plpgsql as $$ begin
     insert into game_word select distinct word from saved, unnest(tsvector_to_array(saved.words)) word
       where word ~ '[a-z]' and length(word) between 3 and 64 order by word on conflict do nothing;
     return null;
   end $$`,
];

const CATALOGUE = [
  `alter table game
     add column gone_at timestamptz(3),
     add column position integer not null default 1000,
     add column categories jsonb not null default '[]',
     add column countries jsonb,
     add column blocked_countries jsonb not null default '[]',
     add column created_at timestamptz(3) not null default now(),
     add column words tsvector generated always as (words_of_game(titles, slug, tags)) stored`,
  `insert into game_word select distinct word from game, unnest(tsvector_to_array(game.words)) word
     where word ~ '[a-z]' and length(word) between 3 and 64`,
  `create trigger remember_words_of_new after insert on game referencing new table as saved
     for each statement execute function remember_game_words()`,
  `create trigger remember_words_of_changed after update on game referencing new table as saved
     for each statement execute function remember_game_words()`,
  `create index game_words on game using gin (words)`,
  `create index game_open on game (provider) where enabled and gone_at is null`,
  `create index game_lobby on game (position, slug)`,
  `create index game_lobby_genre on game (genre, position, slug)`,
  `create index game_lobby_provider on game (provider, position, slug)`,
  `create index game_tags on game using gin (tags jsonb_path_ops)`,
  `create index game_categories on game using gin (categories jsonb_path_ops)`,
  `create table category (
     slug text primary key check (slug ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
     titles jsonb not null,
     position integer not null default 1000
   )`,
];

const PEOPLE = [
  `create table favourite_game (
     user_id text not null,
     game_id uuid not null references game (id),
     at timestamptz(3) not null,
     primary key (user_id, game_id)
   )`,
  `create index favourite_game_of_user on favourite_game (user_id, at desc)`,
  `create table recent_game (
     user_id text not null,
     game_id uuid not null references game (id),
     at timestamptz(3) not null,
     primary key (user_id, game_id)
   )`,
  `create index recent_game_of_user on recent_game (user_id, at desc)`,
];
