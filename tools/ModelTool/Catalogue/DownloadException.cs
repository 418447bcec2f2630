namespace ModelTool.Catalogue;

/// <summary>A download that failed. The message is a sentence for the user.</summary>
internal sealed class DownloadException(string message, Exception? innerException = null) : IOException(message, innerException);
