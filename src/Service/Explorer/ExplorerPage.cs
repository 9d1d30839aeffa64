using System.Text;
using Item2Vec.Maps.Pages;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service.Explorer;

/// <summary>The page of the explorer and its files, which hold no data.</summary>
internal static class ExplorerPage
{
    /// <summary>Only files and answers of this service; no other site may frame the page.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    /// <summary>The names of the files beside the page.</summary>
    public static IEnumerable<string> Files => PageAssets.Modules.Append(PageAssets.Style);

    /// <summary>Sends the page; its addresses are relative, so that its own has to end with a slash.</summary>
    public static RequestDelegate Page(string title)
    {
        byte[] page = Encoding.UTF8.GetBytes(PageAssets.LivePage(title));
        return http =>
        {
            if (http.Request.Path.Value!.EndsWith('/')) return Send(http, page, "text/html; charset=utf-8");
            http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            http.Response.Headers.Location = $"{http.Request.PathBase}{http.Request.Path}/{http.Request.QueryString}";
            return Task.CompletedTask;
        };
    }

    public static RequestDelegate File(string name)
    {
        byte[] file = Encoding.UTF8.GetBytes(PageAssets.Read(name));
        string type = name == PageAssets.Style ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
        return http => Send(http, file, type);
    }

    private static Task Send(HttpContext http, byte[] content, string type)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        http.Response.ContentType = type;
        http.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(content).AsTask();
    }
}
