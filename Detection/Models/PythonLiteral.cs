using System.Globalization;
using System.Text;

namespace Detection.Models;

/// <summary>
/// Reads the Python literals that Ultralytics' exporters write into a file's metadata: a dictionary of class names
/// (<c>{0: 'person', 1: "driver's seat"}</c>), a list of them, or a list of numbers (<c>[640, 640]</c>).
/// </summary>
internal static class PythonLiteral
{
    /// <summary>The class names by id; null where the text is neither a dictionary with the keys 0 to n-1 nor a list of strings.</summary>
    internal static IReadOnlyList<string>? ReadNames(string text)
    {
        Reader reader = new(text);
        return reader.TryRead('{') ? ReadDictionary(ref reader) : reader.TryRead('[') ? ReadList(ref reader) : null;
    }

    /// <summary>A list of whole numbers; null where the text is something else.</summary>
    internal static IReadOnlyList<int>? ReadIntegers(string text)
    {
        Reader reader = new(text);
        List<int> numbers = [];
        if (!reader.TryRead('[') && !reader.TryRead('('))
        {
            return null;
        }

        while (!reader.TryRead(']') && !reader.TryRead(')'))
        {
            if (reader.ReadInteger() is not { } number)
            {
                return null;
            }

            numbers.Add(number);
            _ = reader.TryRead(',');
        }

        return numbers;
    }

    private static List<string>? ReadDictionary(ref Reader reader)
    {
        SortedDictionary<int, string> names = [];
        while (!reader.TryRead('}'))
        {
            if (reader.ReadInteger() is not { } id || !reader.TryRead(':') || reader.ReadString() is not { } name || !names.TryAdd(id, name))
            {
                return null;
            }

            _ = reader.TryRead(',');
        }

        // A missing id would shift every name after it.
        return names.Count > 0 && names.Keys.SequenceEqual(Enumerable.Range(0, names.Count)) ? [.. names.Values] : null;
    }

    private static List<string>? ReadList(ref Reader reader)
    {
        List<string> names = [];
        while (!reader.TryRead(']'))
        {
            if (reader.ReadString() is not { } name)
            {
                return null;
            }

            names.Add(name);
            _ = reader.TryRead(',');
        }

        return names.Count > 0 ? names : null;
    }

    private ref struct Reader(string text)
    {
        private ReadOnlySpan<char> _rest = text;

        internal bool TryRead(char mark)
        {
            _rest = _rest.TrimStart();
            if (_rest.IsEmpty || _rest[0] != mark)
            {
                return false;
            }

            _rest = _rest[1..];
            return true;
        }

        internal int? ReadInteger()
        {
            _rest = _rest.TrimStart();
            bool isQuoted = TryRead('"') || TryRead('\'');
            int length = _rest.IndexOfAnyExceptInRange('0', '9');
            length = length < 0 ? _rest.Length : length;
            if (!int.TryParse(_rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return null;
            }

            _rest = _rest[length..];
            if (isQuoted && !TryRead('"') && !TryRead('\''))
            {
                return null;
            }

            return number;
        }

        internal string? ReadString()
        {
            _rest = _rest.TrimStart();
            if (_rest.IsEmpty || _rest[0] is not ('\'' or '"'))
            {
                return null;
            }

            char quote = _rest[0];
            StringBuilder value = new();
            for (int i = 1; i < _rest.Length; i++)
            {
                char c = _rest[i];
                if (c == quote)
                {
                    _rest = _rest[(i + 1)..];
                    return value.ToString();
                }

                if (c == '\\' && i + 1 < _rest.Length)
                {
                    c = _rest[++i];
                }

                value.Append(c);
            }

            return null;
        }
    }
}
