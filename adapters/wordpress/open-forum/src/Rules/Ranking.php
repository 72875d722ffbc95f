<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** What each order of submissions ranks by. */
final class Ranking
{
    /** z of a two-sided interval at 95 %. */
    private const Z = 1.96;

    /** The modulus of the order `random`: a prime, so that it shuffles without collisions. */
    public const MODULUS = 2_147_483_647;

    /**
     * Scores are kept as whole numbers of this part: a key of a list has to
     * come back from the database exactly as it went in.
     */
    public const SCALE = 1_000_000_000_000;

    /** Lower bound of the Wilson score interval at 95 % for `$successes` of `$n`; 0 where nobody was asked. */
    public static function wilsonLower(int $successes, int $n): float
    {
        if ($n === 0) {
            return 0.0;
        }
        $share = $successes / $n;
        $z2 = self::Z * self::Z;
        $centre = $share + $z2 / (2.0 * $n);
        $spread = self::Z * sqrt(($share * (1.0 - $share) + $z2 / (4.0 * $n)) / $n);
        return max(0.0, ($centre - $spread) / (1.0 + $z2 / $n));
    }

    /** What the order `support` ranks by, scaled: that bound of agree, or the number of supports. */
    public static function supportScore(string $mode, array $votes): int
    {
        if ($mode === 'support') {
            return $votes['support'];
        }
        return (int) round(self::wilsonLower($votes['agree'], $votes['agree'] + $votes['disagree']) * self::SCALE);
    }

    /** What the order `broad` ranks by, scaled; what has no value comes last. */
    public static function broadScore(?float $broad): int
    {
        return $broad === null ? -1 : (int) round($broad * self::SCALE);
    }

    /** A submission's place in all shuffles, from 32 random bits: 1 to the modulus less one. */
    public static function shuffleFromBits(int $bits): int
    {
        return $bits % (self::MODULUS - 1) + 1;
    }

    /** The multiplier of the order `random` that belongs to a seed. Like seeds give unlike multipliers. */
    public static function seedMultiplier(string $seed): int
    {
        // FNV-1a, finished as in SplitMix64.
        $hash = self::word('cbf29ce484222325');
        foreach ($seed === '' ? [] : str_split($seed) as $byte) {
            $hash = self::times($hash ^ ord($byte), self::word('00000100000001b3'));
        }
        $hash = self::times($hash ^ self::right($hash, 30), self::word('bf58476d1ce4e5b9'));
        $hash = self::times($hash ^ self::right($hash, 27), self::word('94d049bb133111eb'));
        $hash ^= self::right($hash, 31);
        return self::shuffleFromBits($hash & 0xffffffff);
    }

    /** A word of 64 bits, from hexadecimal digits: PHP reads large ones as fractions. */
    private static function word(string $hex): int
    {
        return (int) unpack('J', (string) hex2bin($hex))[1];
    }

    /** Shifts to the right without copies of the sign. */
    private static function right(int $word, int $by): int
    {
        return ($word >> $by) & ((1 << (64 - $by)) - 1);
    }

    /** The product of two words, of which the lower 64 bits stay. */
    private static function times(int $a, int $b): int
    {
        $low = fn (int $word, int $place): int => ($word >> (16 * $place)) & 0xffff;
        $product = 0;
        $carry = 0;
        for ($place = 0; $place < 4; $place++) {
            $sum = $carry;
            for ($of = 0; $of <= $place; $of++) {
                $sum += $low($a, $of) * $low($b, $place - $of);
            }
            $product |= ($sum & 0xffff) << (16 * $place);
            $carry = $sum >> 16;
        }
        return $product;
    }
}
