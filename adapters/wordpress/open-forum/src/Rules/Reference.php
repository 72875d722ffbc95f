<?php
declare(strict_types=1);

namespace OpenForum\Rules;

/** References of submissions, such as `OF-7K2-93QD`: short enough to read out over the telephone. */
final class Reference
{
    /** Digits and capitals without I, L, O and U (Crockford's base 32). */
    private const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

    /** The reference of 35 random bits (the lowest ones). */
    public static function fromBits(int $bits): string
    {
        $symbols = '';
        for ($shift = 30; $shift >= 0; $shift -= 5) {
            $symbols .= self::ALPHABET[($bits >> $shift) & 31];
        }
        return 'OF-' . substr($symbols, 0, 3) . '-' . substr($symbols, 3);
    }

    /**
     * The reference that somebody typed, in its one form: small letters,
     * missing or other hyphens, spaces, and O, I, L for 0 and 1 are put right.
     */
    public static function parse(string $typed): ?string
    {
        $plain = strtoupper((string) preg_replace('/[\p{Z}\x{9}-\x{d}\x{85}\-\x{2010}-\x{2015}\x{2212}]/u', '', $typed));
        if (!str_starts_with($plain, 'OF')) {
            return null;
        }
        $symbols = strtr(substr($plain, 2), 'OIL', '011');
        if (preg_match('/^[' . self::ALPHABET . ']{7}$/D', $symbols) !== 1) {
            return null;
        }
        return 'OF-' . substr($symbols, 0, 3) . '-' . substr($symbols, 3);
    }
}
