<?php
declare(strict_types=1);

namespace OpenForum\Store;

use OpenForum\Problem;
use OpenForum\Rules\Ranking;
use OpenForum\Rules\Search;
use OpenForum\Rules\Similarity;

/**
 * Lists of a thread's submissions: one walk along the index of the order, with
 * what is filtered on the way, and the reader's own unpublished ones among
 * them. Page 1,000 costs what page 1 costs.
 */
final class SubmissionList
{
    /** Columns that are ordered by, the greatest first except where `ASCENDING` says so. */
    private const KEYS = [
        'newest' => 's.created_at',
        'support' => 's.support_score',
        'broad' => 's.broad_score',
        'discussed' => 's.comments_count',
        'unseen' => 's.created_at',
        'random' => 'MOD(s.shuffle * ?, ' . Ranking::MODULUS . ')',
    ];
    private const ASCENDING = ['unseen', 'random'];
    /** The index that is walked. The database would rather read the whole thread and sort it. */
    private const INDEXES = ['unseen' => 'newest'];

    /** Threads up to this size are counted through when a list is filtered. */
    private const COUNTED = 2_000;
    /** So many rows that share the most are looked at closely, by so many parts of the text. */
    private const CANDIDATES = 50;
    private const PROBES = 16;

    /**
     * @param array $filters lists of words by `kind`, `theme`, `group`, `sector`, `country`, `status`, `language`
     */
    public function __construct(
        private readonly array $thread,
        private readonly string $sort,
        private readonly string $seed,
        private readonly array $filters,
        private readonly string $query,
        private readonly bool $onlyMine,
        private readonly ?int $viewer,
    ) {
        if (in_array($sort, ['support', 'broad'], true) && !Threads::shows($thread, false)) {
            throw new Problem('results-hidden');
        }
    }

    /** Orders that there are. */
    public static function sorts(): array
    {
        return array_keys(self::KEYS);
    }

    /** What a cursor of this list carries, so that no other list takes it. */
    public function mark(): string
    {
        return hash('crc32b', implode("\n", [$this->thread['id'], $this->sort, $this->sort === 'random' ? $this->seed : '']));
    }

    /**
     * Places after a place, in order, one more than `$limit`: `pinned`, `key`,
     * `seq`.
     *
     * @return list<array{pinned: int, key: int, seq: int}>
     */
    public function places(?array $after, int $limit): array
    {
        $found = $this->own($after);
        if (!$this->onlyMine) {
            foreach ([1, 0] as $pinned) {
                if ($after === null || $after['pinned'] >= $pinned) {
                    $within = $after !== null && $after['pinned'] === $pinned ? $after : null;
                    array_push($found, ...$this->published($pinned, $within, $limit));
                }
            }
        }
        usort($found, fn (array $one, array $other): int => $this->compare($one, $other));
        return array_slice($found, 0, $limit + 1);
    }

    /** How many there are with these filters; null where counting would not be cheap. */
    public function total(): ?int
    {
        $own = count($this->own(null));
        if ($this->onlyMine) {
            return $own;
        }
        [$where, $values] = $this->filter();
        if ($where === '') {
            return $own + $this->thread['submissions_count'];
        }
        if ($this->thread['submissions_count'] > self::COUNTED) {
            return null;
        }
        $sql = "SELECT COUNT(*) FROM {submissions} s WHERE s.thread = ? AND s.state = 'published'$where";
        return $own + (int) Db::value($sql, $this->thread['seq'], ...$values);
    }

    /**
     * Numbers of published submissions like a text, the most similar first.
     *
     * @return list<int>
     */
    public static function similar(int $thread, string $title, string $body, int $limit): array
    {
        [$titleKey, $bodyKey] = [Search::key($title), Search::key($body)];
        $probes = self::probes("$titleKey\n$bodyKey");
        if ($probes === []) {
            return [];
        }
        $shared = implode(' + ', array_fill(0, count($probes), '(folded LIKE ?)'));
        $rows = Db::all(
            "SELECT seq, folded, $shared AS shared FROM {submissions}
             WHERE thread = ? AND state = 'published' HAVING shared > 0 ORDER BY shared DESC, seq DESC LIMIT ?",
            ...[...array_map([Db::class, 'within'], $probes), $thread, self::CANDIDATES],
        );
        $likeness = [];
        foreach ($rows as $row) {
            [, $otherTitle, $otherBody] = explode("\n", $row['folded'], 3);
            $likeness[(int) $row['seq']] = Similarity::likeness($titleKey, $bodyKey, $otherTitle, $otherBody);
        }
        arsort($likeness);
        $alike = array_filter($likeness, fn (float $value): bool => $value >= Similarity::THRESHOLD);
        return array_slice(array_keys($alike), 0, $limit);
    }

    /** Parts of a text that are looked for, spread over it, so that a long one costs no more than a title. */
    private static function probes(string $key): array
    {
        $grams = array_map('trim', array_map('strval', array_keys(Similarity::grams($key))));
        $grams = array_values(array_unique(array_filter($grams, fn (string $gram): bool => mb_strlen($gram) > 1)));
        $step = max(1, (int) ceil(count($grams) / self::PROBES));
        return array_values(array_filter($grams, fn (int $at): bool => $at % $step === 0, ARRAY_FILTER_USE_KEY));
    }

    /** Published places of one half, pinned or not. */
    private function published(int $pinned, ?array $after, int $limit): array
    {
        [$key, $values] = $this->key();
        [$where, $more] = $this->filter();
        $all = [...$values, $this->thread['seq'], $pinned];
        $beyond = '';
        [$sign, $direction] = $this->isAscending() ? ['>', 'ASC'] : ['<', 'DESC'];
        if ($after !== null) {
            $beyond = " AND $key $sign= ? AND ($key $sign ? OR s.seq $sign ?)";
            array_push($all, ...$values, ...[$after['key']], ...$values, ...[$after['key'], $after['seq']]);
        }
        $index = self::INDEXES[$this->sort] ?? $this->sort;
        $rows = Db::all(
            "SELECT s.pinned, $key AS sort_key, s.seq FROM {submissions} s FORCE INDEX ($index)
             WHERE s.thread = ? AND s.state = 'published' AND s.pinned = ?$beyond$where
             ORDER BY sort_key $direction, s.seq $direction LIMIT ?",
            ...[...$all, ...$more, $limit + 1],
        );
        return array_map([$this, 'place'], $rows);
    }

    /** The reader's own, which only they see, after a place; in `author=me` their published ones too. */
    private function own(?array $after): array
    {
        // What is not published takes no votes, so it is not waiting for one.
        $hidesUnpublished = $this->sort === 'unseen' && !$this->onlyMine;
        if ($this->viewer === null || $hidesUnpublished) {
            return [];
        }
        [$key, $values] = $this->key();
        [$where, $more] = $this->filter();
        $states = $this->onlyMine ? "'published', 'pending', 'hidden'" : "'pending', 'hidden'";
        $rows = Db::all(
            "SELECT s.pinned, $key AS sort_key, s.seq FROM {submissions} s
             WHERE s.thread = ? AND s.author = ? AND s.state IN ($states)$where",
            ...[...$values, $this->thread['seq'], $this->viewer, ...$more],
        );
        $places = array_map([$this, 'place'], $rows);
        $isAfter = fn (array $place): bool => $after === null || $this->compare($after, $place) < 0;
        return array_values(array_filter($places, $isAfter));
    }

    /** The expression that is ordered by, and what is bound in it. */
    private function key(): array
    {
        $values = $this->sort === 'random' ? [Ranking::seedMultiplier($this->seed)] : [];
        return [self::KEYS[$this->sort], $values];
    }

    private function isAscending(): bool
    {
        return in_array($this->sort, self::ASCENDING, true);
    }

    /** What has to hold beside the order, and what is bound in it. */
    private function filter(): array
    {
        $from = [
            'group' => 'SELECT 1 FROM {submission_groups} g WHERE g.submission = s.seq AND g.name',
            'sector' => 'SELECT 1 FROM {participants} p WHERE p.seq = s.author AND p.sector',
            'country' => 'SELECT 1 FROM {participants} p WHERE p.seq = s.author AND p.country',
        ];
        [$where, $values] = ['', []];
        foreach (array_filter($this->filters) as $name => $words) {
            $holes = implode(', ', array_fill(0, count($words), '?'));
            // The names are those of the class's own callers, never a reader's.
            $where .= isset($from[$name]) ? " AND EXISTS ({$from[$name]} IN ($holes))" : " AND s.$name IN ($holes)";
            array_push($values, ...$words);
            // Of whom nobody is named, nothing can be asked.
            if ($this->thread['anonymous'] && in_array($name, ['sector', 'country'], true)) {
                $where .= ' AND 0';
            }
        }
        foreach (Search::words($this->query) as $word) {
            $where .= ' AND s.folded LIKE ?';
            $values[] = Db::within($word);
        }
        if ($this->sort === 'unseen' && $this->viewer !== null) {
            $where .= ' AND NOT EXISTS (SELECT 1 FROM {votes} v WHERE v.submission = s.seq AND v.participant = ?)';
            $values[] = $this->viewer;
        }
        return [$where, $values];
    }

    private function place(array $row): array
    {
        return ['pinned' => (int) $row['pinned'], 'key' => (int) $row['sort_key'], 'seq' => (int) $row['seq']];
    }

    private function compare(array $one, array $other): int
    {
        $rest = [$one['key'], $one['seq']] <=> [$other['key'], $other['seq']];
        return $other['pinned'] <=> $one['pinned'] ?: ($this->isAscending() ? $rest : -$rest);
    }
}
