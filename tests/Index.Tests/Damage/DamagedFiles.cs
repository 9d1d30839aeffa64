using System.Buffers.Binary;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Indexing.Tests.Damage;

/// <summary>Damages a file in the ways that disks, transfers and attackers do.</summary>
/// <param name="good">A sound file.</param>
/// <param name="donors">Other sound files, whose sections are put into it.</param>
internal sealed class DamagedFiles(byte[] good, byte[][] donors)
{
    /// <summary>What was done to a file.</summary>
    /// <param name="Bytes">Its content.</param>
    /// <param name="IsSealed">Whether all checksums were made right afterward, so that only sense can tell.</param>
    public sealed record Damaged(byte[] Bytes, bool IsSealed);

    /// <summary>The damage of a number: every kind comes in turn, what it hits is drawn.</summary>
    public Damaged Make(int number)
    {
        Random random = new(number);
        byte[] bad = [.. good];
        switch (number % 8)
        {
            case 0:
                Flip(bad, random, 0, bad.Length);
                return new Damaged(bad, false);
            case 1:
                return new Damaged(bad[..random.Next(bad.Length)], false);
            case 2:
                Splice(bad, random);
                return new Damaged(bad, false);
            case 3:
                // Header and table only: lengths, places and names of sections.
                Flip(bad, random, 0, FileHeader.Bytes + (Sections(bad).Length * Section.EntryBytes));
                break;
            case 4:
                Splice(bad, random);
                break;
            case 5:
                MovePiece(bad, random);
                break;
            default:
                Section hit = Sections(bad)[random.Next(Sections(bad).Length)];
                Flip(bad, random, (int)hit.Offset, (int)(hit.Offset + hit.ByteLength));
                break;
        }

        return new Damaged(bad, Seal(bad));
    }

    public static Section[] Sections(byte[] file)
        => [.. Enumerable.Range(0, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12)))
            .Select(i => Section.Read(file.AsSpan(FileHeader.Bytes + (i * Section.EntryBytes))))];

    /// <summary>Makes all checksums right again, as an attacker would; false when that cannot be.</summary>
    public static bool Seal(byte[] file)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));
        long tableEnd = FileHeader.Bytes + ((long)Section.EntryBytes * count);
        if (tableEnd < FileHeader.Bytes || tableEnd > file.Length) return false;
        for (int i = 0; i < count; i++)
        {
            Span<byte> entry = file.AsSpan(FileHeader.Bytes + (i * Section.EntryBytes), Section.EntryBytes);
            Section section = Section.Read(entry);
            if (section.Offset < 0 || section.ByteLength < 0 || section.ByteLength > file.Length - section.Offset) continue;
            BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], XxHash64.Of(file.AsSpan((int)section.Offset, (int)section.ByteLength)));
        }

        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), FileHeader.ChecksumOf(file.AsSpan(0, (int)tableEnd)));
        return true;
    }

    private static void Flip(byte[] file, Random random, int begin, int end)
    {
        for (int flips = random.Next(1, 30); flips > 0 && end > begin; flips--)
            file[random.Next(begin, end)] ^= (byte)(1 << random.Next(8));
    }

    /// <summary>One to three sections become those of the same kind, or of any, of another file, as far as there is room.</summary>
    private void Splice(byte[] file, Random random)
    {
        Section[] sections = Sections(file);
        byte[] donor = donors[random.Next(donors.Length)];
        Section[] others = Sections(donor);
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            Section to = sections[random.Next(sections.Length)];
            Section[] same = [.. others.Where(other => other.Kind == to.Kind && other.Ordinal == to.Ordinal)];
            Section from = same.Length == 0 || random.Next(4) == 0 ? others[random.Next(others.Length)] : same[0];
            int length = (int)Math.Min(from.ByteLength, to.ByteLength);
            donor.AsSpan((int)from.Offset, length).CopyTo(file.AsSpan((int)to.Offset));
        }
    }

    /// <summary>Copies a piece of one section over another of the same file.</summary>
    private static void MovePiece(byte[] file, Random random)
    {
        Section[] sections = Sections(file);
        Section from = sections[random.Next(sections.Length)];
        Section to = sections[random.Next(sections.Length)];
        int length = random.Next((int)Math.Min(from.ByteLength, to.ByteLength) + 1);
        file.AsSpan((int)from.Offset, length).CopyTo(file.AsSpan((int)to.Offset, length));
    }
}
